import 'autocannon';
